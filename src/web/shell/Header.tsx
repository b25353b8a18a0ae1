import { at, eventAtPlayhead, playhead } from '../log/instant.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { ActionButton } from './ActionButton.tsx';
import { Icon } from './Icon.tsx';
import { PACES, pace, playing } from './play.ts';
import { Search } from './Search.tsx';
import { nextTheme, themeChoice } from './theme.ts';
import { countOf, secondsOf, sourceName } from './words.ts';

/** Letters at the end of a name that are shown as long as any are: recordings differ there. */
const TAIL = 24;

/** A name of which the middle gives way where there is little room. */
function SourceName({ name }: { readonly name: string }) {
  const cut = Math.max(0, name.length - TAIL);
  return (
    <>
      <span class="name-head">{name.slice(0, cut)}</span>
      <span class="name-tail">{name.slice(cut)}</span>
    </>
  );
}

function Machine() {
  const log = openLog.value;
  if (!log) return null;
  const { profile } = log.timeline.initial;
  const { geometry } = profile;
  const mib = (bytes: number): string => `${bytes / 2 ** 20} MiB`;
  return (
    <ul class="machine" aria-label="Machine">
      <li class="guest" title={log.name}>
        <SourceName name={sourceName(log.name)} />
      </li>
      <li class="release">
        {profile.release.text} {geometry.arch}
      </li>
      <li class="model">{profile.memoryModel === 'vmemmap' ? 'VMEMMAP' : 'classic'}</li>
      <li class="sizes">
        {mib(geometry.sectionBytes)} sections · {mib(geometry.subsectionBytes)} sub-sections
      </li>
    </ul>
  );
}

/** The page's name alone, before there is a log: what comes later moves nothing. */
export const Nameplate = () => (
  <header class="top">
    <h1>memlapse</h1>
  </header>
);

export function Header() {
  const total = Math.max(arrived.value, openLog.value?.grows ? arrived.value : (openLog.value?.events ?? 0));
  const isLoading = openLog.value !== null && arrived.value < openLog.value.events;
  return (
    <header class="top">
      <h1>memlapse</h1>
      <Machine />
      <div class="when">
        <div class="travel" role="group" aria-label="Move in time">
          <ActionButton id="start" icon="start" />
          <ActionButton id="back" icon="back" />
          <ActionButton id="play" icon={playing.value ? 'pause' : 'play'} label={playing.value ? 'Pause' : 'Play'} />
          <ActionButton id="next" icon="next" />
          <ActionButton id="end" icon="end" />
          <label>
            <span class="unseen">Pace</span>
            <select
              value={pace.value}
              onChange={({ currentTarget }) => {
                pace.value = PACES.find((one) => one === currentTarget.value) ?? '1×';
              }}
            >
              {PACES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        </div>
        <p class="instant">
          event <b style={{ minWidth: `${countOf(total).length}ch` }}>{countOf(playhead.value)}</b> of {countOf(total)}
          <span class="clock">{secondsOf(eventAtPlayhead.value?.timeNs ?? null)} s</span>
        </p>
        {isLoading && (
          <progress aria-label="Reading the log" max={openLog.value?.events ?? 1} value={arrived.value}>
            {countOf(arrived.value)}
          </progress>
        )}
        {at.value > arrived.value && <p class="ahead">event {countOf(at.value)} has not arrived yet</p>}
      </div>
      <div class="tools">
        <Search />
        <ActionButton id="palette" label="Ctrl K: everything that can be done">
          Ctrl K
        </ActionButton>
        <ActionButton id="help">?</ActionButton>
        <button
          type="button"
          aria-label={`Theme: ${themeChoice.value}`}
          title={`Theme: ${themeChoice.value}`}
          onClick={nextTheme}
        >
          <Icon name={themeChoice.value} />
        </button>
      </div>
    </header>
  );
}
