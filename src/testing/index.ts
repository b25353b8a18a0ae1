export { booted, type RamRange } from './booted.ts';
export { type Answer, type Consequences, type ExpectedEvent, type Given, given } from './specification.ts';
