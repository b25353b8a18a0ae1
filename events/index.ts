export { CATALOGUE, catalogueEntry, type EventData, type EventType, type OperationName } from './catalogue.ts';
export { decided, type EventDraft, type EventOf, type MemoryEvent } from './event.ts';
export { type CloudEvent, toCloudEvent } from './formats/cloudevent.ts';
export { type AppendResult, type EventLog, memoryLog } from './log.ts';
