/** The part of WebAssembly used here: TypeScript has its types among those of browsers, and @types/node has none. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  type Imports = Readonly<Record<string, object>>
  class Instance {
    constructor(module: Module, imports: Imports)
  }
}
