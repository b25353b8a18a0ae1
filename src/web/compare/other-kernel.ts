import { profileBeside, recordedSides } from '../../actions/answers/compare.ts';
import type { MemoryState } from '../../memory/state.ts';
import { countUpTo } from '../../timeline/positions.ts';
import { recordedCommands } from '../../timeline/recorded-commands.ts';
import type { Timeline } from '../../timeline/timeline.ts';

/** More commands than a page decides anew while somebody waits. */
const MOST = 3000;

/**
 * Memory as another kernel would have made it, at each instant of a record: after as many of the record's commands as had
 * been given by then.
 * @throws UsageError for a name that is no profile, RangeError for a record of too many commands.
 */
export function otherKernel(timeline: Timeline, name: string): (seq: number) => MemoryState {
  const { log, initial, baseline } = timeline;
  profileBeside(initial.profile, name);
  const positions = recordedCommands(log, initial.profile.geometry.pageBytes).map(({ seq }) => seq);
  if (positions.length > MOST) {
    throw new RangeError(`${positions.length} commands are too many to decide anew here: memlapse compare does it`);
  }
  const [side] = recordedSides({ log, initial, baseline }, [name]);
  if (!side) throw new RangeError(`${name} decided nothing`);
  const { steps, booted } = side.simulation;
  return (seq) => {
    const given = countUpTo(positions, seq);
    return steps[Math.min(given, steps.length) - 1]?.after ?? booted;
  };
}
