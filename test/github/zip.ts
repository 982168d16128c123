import { crc32, deflateRawSync } from 'node:zlib'

/** A zip archive of the files: what an artifact is downloaded as. */
export function zip(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const [name, whole] = [Buffer.from(path), Buffer.from(content)]
    const bytes = deflateRawSync(whole)
    const fields = commonFields(name, { whole, bytes })
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, bytes])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, tail, name]))
    locals.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(entries.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, entries, Buffer.from('PK\x05\x06'), end])
}

/** Version, flags (UTF-8 names), method, time, date, checksum, sizes, length of the name, no extra field. */
function commonFields(
  name: Buffer,
  { whole, bytes }: { readonly whole: Buffer; readonly bytes: Buffer },
): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(0x800, 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt16LE(0x21, 8)
  fields.writeUInt32LE(crc32(whole), 10)
  fields.writeUInt32LE(bytes.length, 14)
  fields.writeUInt32LE(whole.length, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}
