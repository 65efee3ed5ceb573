import { EventEmitter } from 'node:events';

// Loaded before a utility process: the pipe to the main process under the name it has in Electron.
const port = Object.assign(new EventEmitter(), {
  postMessage(message: unknown): void {
    process.send?.(message);
  },
});
process.on('message', (data) => port.emit('message', { data, ports: [] }));
// A utility process does not outlive the program it belongs to.
process.on('disconnect', () => process.exit(1));
Object.defineProperty(process, 'parentPort', { value: port });
