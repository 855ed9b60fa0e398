interface NodeProcess {
  getBuiltinModule(name: 'node:fs/promises'): {readFile(url: URL): Promise<BufferSource>};
}

/** Reads a file in Node. The module is asked for at run time, so that no bundler follows it into a browser. */
export const readBytes = (url: URL): Promise<BufferSource> =>
  (globalThis as unknown as {process: NodeProcess}).process.getBuiltinModule('node:fs/promises').readFile(url);
