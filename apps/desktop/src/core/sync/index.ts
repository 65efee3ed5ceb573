export { type Replication, type ReplicationOptions, type ReplicationState, startReplication } from './replication.ts';
export { type NetworkSwitch, switchable, type Transport } from './transport.ts';
