export {
  type BlockNr,
  type Bytes,
  blockNr,
  bytes,
  type Nanoseconds,
  nanoseconds,
  type Pfn,
  pfn,
} from '../machines/kernel/units.ts';
export {
  CATALOGUE,
  catalogueEntry,
  type EventData,
  type EventType,
  type OperationName,
  type Role,
} from './catalogue.ts';
export { EMPTY_HEAD, type Head, linkHash, type Sha256 } from './chain.ts';
export { decided, type EventDraft, type EventOf, type MemoryEvent } from './event.ts';
export { type CloudEvent, toCloudEvent } from './formats/cloudevent.ts';
export { type Field, KINDS, type Kind } from './kinds.ts';
export type {
  AppendResult,
  EventLog,
  EventStore,
  NewEvent,
  ReadQuery,
  Snapshot,
  StoreAppend,
  StoredEvent,
} from './log.ts';
export { memoryLog } from './memory-log.ts';
export { STORE_CONTRACT, type StoreRule } from './store-contract.ts';
