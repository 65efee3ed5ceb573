export { askServer } from './ask-server.ts';
export { FILL_PROGRAM } from './fill-preparer.ts';
export {
  createHttpTransport,
  createSignedLine,
  type HttpTransportOptions,
  requestText,
  type SignedLine,
} from './http-transport.ts';
export { type LiveHint, startLiveHint } from './live-hint.ts';
export { type Replication, type ReplicationOptions, type ReplicationState, startReplication } from './replication.ts';
export { type NetworkSwitch, switchable, type Transport } from './transport.ts';
