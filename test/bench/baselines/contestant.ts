import type { MemoryEvent } from '../../../events/event.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import type { SectionFacts } from '../../../machines/section-facts.ts';

/** What a contestant gets: event objects that are there already, and the kernel that they are of. */
export interface Task {
  readonly profile: Profile;
  readonly events: readonly MemoryEvent[];
  /** Sections that the machine's address space holds. */
  readonly sections: number;
}

/** How it went. Only the work on the events is timed, not what a program does once before them. */
export interface Run {
  readonly ms: number;
  /** Sections that events touched, each as often as an event did. */
  readonly touched: number;
  /** What a section is at the end; undefined for one that was never there. */
  readonly facts: (section: number) => SectionFacts | undefined;
}

export interface Contestant {
  readonly name: string;
  /** Events that it takes: as many as it gets through in a few seconds. */
  readonly events: number;
  readonly run: (task: Task) => Run | Promise<Run>;
}
