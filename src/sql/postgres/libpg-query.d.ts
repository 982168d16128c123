/** The Emscripten module inside libpg-query: its package API hides the factory, which is needed to replace an instance after a trap. */
declare module 'libpg-query/wasm/libpg-query.js' {
  export interface PgQueryInstance {
    readonly HEAPU8: Uint8Array
    lengthBytesUTF8(text: string): number
    stringToUTF8(text: string, pointer: number, bytes: number): void
    UTF8ToString(pointer: number): string
    getValue(pointer: number, type: 'i32'): number
    _malloc(bytes: number): number
    _free(pointer: number): void
    _wasm_parse_query_raw(query: number): number
    _wasm_free_parse_result(result: number): void
    _wasm_parse_plpgsql(query: number): number
    _wasm_free_string(text: number): void
  }
  interface Options {
    /** Makes the instance from code that is compiled already. */
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): void
  }
  export default function createInstance(options: Options): Promise<PgQueryInstance>
}
