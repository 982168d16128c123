/** A position as servers count, in characters from 1, as UTF-16 units from 0. */
export function inUtf16(text: string, position: number): number {
  let units = 0
  for (let character = 1; character < position && units < text.length; character++)
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  return units
}
