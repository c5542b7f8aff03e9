import { loadPython } from './load-python.ts';

// The memory of an interpreter before any program, on standard output.
const python = await loadPython();
const snapshot = (python as unknown as { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
process.stdout.write(snapshot, () => process.exit(0));
