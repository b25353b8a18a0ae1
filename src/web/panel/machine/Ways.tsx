import { type Arrow, spaced, transitionText } from '../../../actions/diagram/arrows.ts';
import { isAmong, type Lit } from '../../../actions/diagram/lit.ts';

interface WaysProps {
  readonly region: string;
  readonly arrows: readonly Arrow[];
  readonly lit: Lit | null;
  /** The drawing calls its arrows by their numbers. */
  readonly numbered: boolean;
}

interface ListProps extends WaysProps {
  readonly label: string;
  readonly from: string;
}

function List({ label, from, region, arrows, lit, numbered }: ListProps) {
  return (
    <ul class="ways" aria-label={label}>
      {arrows
        .filter((arrow) => arrow.from === from)
        .flatMap(({ number, to, transitions }) =>
          transitions.map((one) => (
            <li key={`${number}-${transitionText(one)}`} class={isAmong(lit?.last ?? [], region, one) ? 'last' : ''}>
              {numbered && <b>{number}</b>}
              <code>{transitionText(one)}</code>
              <span>{to === from ? 'stays' : `→ ${spaced(to)}`}</span>
            </li>
          )),
        )}
    </ul>
  );
}

/** The transitions of a region in words: the ways out of the active state, and on demand all of them. */
export function Ways(props: WaysProps) {
  const { region, arrows, lit } = props;
  const active = lit?.active[region];
  const froms = [...new Set(arrows.map(({ from }) => from))];
  return (
    <>
      {active !== undefined && froms.includes(active) && (
        <List {...props} label={`Ways out of ${spaced(active)}`} from={active} />
      )}
      <details class="all-ways">
        <summary>All transitions of {spaced(region)}</summary>
        {froms.map((from) => (
          <div key={from}>
            <h4>{spaced(from)}</h4>
            <List {...props} label={`From ${spaced(from)}`} from={from} />
          </div>
        ))}
      </details>
    </>
  );
}
