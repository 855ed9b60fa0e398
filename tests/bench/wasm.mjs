// The core that the widget loads, as its C interface gives it: JSON text in, JSON text out, nothing in between. For the bench
// only; pages use web/src/approver.ts. COUNTERSIGN_TEST_WASM names another build of the core.
import {readFile} from 'node:fs/promises';
import {widgetFolder} from './measure.mjs';

export async function loadWasm(file = process.env.COUNTERSIGN_TEST_WASM ?? `${widgetFolder}/countersign.wasm`) {
  const module = await WebAssembly.compile(await readFile(file));
  const imports = {};
  for (const {module: from, name} of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const {exports: wasm} = await WebAssembly.instantiate(module, imports);
  wasm._initialize?.();

  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const call = name => text => {
    const bytes = encoder.encode(text);
    const input = wasm.countersign_alloc(bytes.length);
    new Uint8Array(wasm.memory.buffer).set(bytes, input);
    const output = wasm[name](input, bytes.length);
    wasm.countersign_free(input);
    const [, length] = new Uint32Array(wasm.memory.buffer, output, 2);
    const answer = decoder.decode(new Uint8Array(wasm.memory.buffer, output + 8, length));
    wasm.countersign_free(output);
    return answer;
  };
  return {decide: call('countersign_decide'), permitted: call('countersign_permitted'), evolve: call('countersign_evolve')};
}
