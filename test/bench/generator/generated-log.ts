import type { PackedLog } from '../../../events/packed/packed-log.ts';
import type { Command } from '../../../src/memory/commands.ts';
import { logWriter } from './log-writer.ts';
import { machineOf } from './machine.ts';
import { randomOf } from './random.ts';
import { originOf } from './situation.ts';
import { stories } from './stories.ts';
import { actorOf } from './tasks.ts';
import { wishesOf } from './wishes.ts';

export interface LogChoice {
  /** Events of the log, those that describe the machine included. */
  readonly events: number;
  /** Sections of 128 MiB that the machine's address space holds; at least FEWEST_SECTIONS. */
  readonly sections: number;
  readonly seed: number;
  /** Hears every command with the position of its first event. */
  readonly heard?: (command: Command, position: number) => void;
}

const FIRST_NS = 31.4e9;
/** Between two events of an operation; now and then it takes longer, as when pages are migrated. */
const BETWEEN_NS = 12e3;
const LONG_NS = 4e6;

/**
 * A log of a machine to which all that memory hotplug knows is done, over and over; the same for the same choice. Events are
 * what `decide` makes of commands: asked once for every situation that a site can be in, and put down wherever one is in it.
 */
export function generatedLog({ events, sections, seed, heard }: LogChoice): PackedLog {
  const machine = machineOf(sections);
  const wishes = wishesOf(machine.facts);
  const random = randomOf(seed);
  const writer = logWriter();
  for (const draft of machine.boot) if (writer.length < events) writer.draft(draft);
  let timeNs = FIRST_NS;
  let operation = 0;
  for (const { task, story } of stories(machine, wishes, random)) {
    const actor = writer.actor(actorOf(task, random));
    for (let step = story.next(); !step.done; ) {
      if (writer.length >= events) return writer.log();
      const { site, wish, pauseNs } = step.value;
      const answer = site.situation.ask(wish);
      heard?.(wish.command(originOf(machine.facts, site.block, site.nid)), writer.length + 1);
      timeNs += Math.ceil(random.wait(pauseNs));
      const place = { block: site.block, nid: site.nid, operation };
      for (let index = 0; index < answer.events.length && writer.length < events; index++) {
        writer.event(answer, index, place, timeNs, actor);
        timeNs += 400 + Math.ceil(random.wait(random.chance(0.01) ? LONG_NS : BETWEEN_NS));
      }
      operation += answer.operations;
      site.situation = answer.next;
      step = story.next(answer.outcome);
    }
  }
  throw new Error('stories never end');
}
