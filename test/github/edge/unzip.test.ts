import { describe, expect, test } from 'vitest'
import { unzip, type ZipLimits } from '../../../src/github/unzip.ts'
import { zip } from '../zip.ts'

const limits: ZipLimits = { entries: 10, files: 3, fileBytes: 1000, bytes: 2000 }
const all = (names: readonly string[]) => names
const read = (bytes: Buffer) => unzip(bytes, all, limits)

/** The zip with the size that its directory states for its only file set to another. */
function lying(bytes: Buffer, size: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32LE(size, copy.indexOf('PK\x01\x02', 0, 'latin1') + 24)
  return copy
}

/** The zip with what its directory states of the kind of its only file, as Unix has it. */
function ofKind(bytes: Buffer, mode: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf('PK\x01\x02', 0, 'latin1')
  copy.writeUInt8(3, at + 5)
  copy.writeUInt32LE((mode << 16) >>> 0, at + 38)
  return copy
}

describe('a zip', () => {
  test('is read as text, wanted files alone', async () => {
    const bytes = zip({ 'a.json': '{"é":1}', 'b/c.txt': 'c', 'plan.bin': '\0' })
    expect(await unzip(bytes, (names) => names.filter((name) => !name.endsWith('.bin')), limits)).toEqual({
      files: [
        { name: 'a.json', text: '{"é":1}' },
        { name: 'b/c.txt', text: 'c' },
      ],
    })
  })

  test('of a regular file is read, of a link, a device or a folder is not', async () => {
    const bytes = zip({ 'a.json': '/etc/passwd' })
    expect(await read(ofKind(bytes, 0o100644))).toEqual({ files: [{ name: 'a.json', text: '/etc/passwd' }] })
    for (const mode of [0o120777, 0o020666, 0o040755, 0o010644])
      expect(await read(ofKind(bytes, mode))).toEqual({ files: [] })
    expect(await read(zip({ 'folder.json/': '' }))).toEqual({ files: [] })
  })

  test.each(['../a.json', '/etc/a.json', 'a/../../b.json', 'C:/a.json'])(
    'with a file %s is no zip to us',
    async (name) => {
      expect(await read(zip({ [name]: '{}' }))).toEqual({ refused: 'it is not a zip that can be read' })
    },
  )
})

describe('a bomb', () => {
  test('that says how large it becomes is left as it is', async () => {
    expect(await read(zip({ 'a.json': ' '.repeat(1001) }))).toMatchObject({
      files: [{ name: 'a.json', refused: 'it has 1 MiB, and files over 1 MiB are not read' }],
    })
  })

  test('that states a smaller size is stopped there, in time and memory of what it states', async () => {
    const bytes = lying(zip({ 'a.json': Buffer.alloc(256 * 1024 ** 2) }), 10)
    const before = process.memoryUsage().arrayBuffers
    expect(await read(bytes)).toEqual({
      files: [
        { name: 'a.json', refused: 'it is damaged, encrypted, or not of the size that the zip states' },
      ],
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 ** 2)
  })

  test('of many files is read up to the limit of all together', async () => {
    const half = ' '.repeat(900)
    const names = ['a', 'b', 'c']
    const read3 = await read(zip(Object.fromEntries(names.map((name) => [name, half]))))
    expect(read3).toMatchObject({
      files: [{ text: half }, { text: half }, { refused: expect.stringContaining('together') }],
    })
  })

  test('of many names is not read at all, of many wanted files the first', async () => {
    const files = (count: number) =>
      zip(Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`, ''])))
    expect(await read(files(11))).toEqual({ refused: 'it holds more than 10 files' })
    expect(await read(files(4))).toMatchObject({
      files: [{}, {}, {}, { refused: 'no more than 3 files are read' }],
    })
  })
})

describe('what is damaged', () => {
  test('is told, and nothing of it quoted', async () => {
    expect(await read(Buffer.from('hunter2'))).toEqual({ refused: 'it is not a zip that can be read' })
    expect(await read(Buffer.alloc(0))).toEqual({ refused: 'it is not a zip that can be read' })
  })

  test('never hangs and never throws, wherever a byte is changed or the rest is cut off', async () => {
    const bytes = zip({ 'a.json': '{"a":"aaaaaaaaaaaa"}', 'b.txt': 'b' })
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      for (const each of [changed, bytes.subarray(0, at)]) {
        const got = await read(each)
        if ('files' in got) expect(got.files.length).toBeLessThan(3)
        else expect(got.refused).toMatch(/^it /)
      }
    }
  })
})
