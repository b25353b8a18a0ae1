import { memoryLog } from '../../events/memory-log.ts';
import { eventLogContract } from './log-contract.ts';

eventLogContract('the log in memory', memoryLog);
