import type { ArcCounts } from '../../../actions/diagram/arc-counts.ts';
import { arrowsOf, spaced, transitionText } from '../../../actions/diagram/arrows.ts';
import type { ChartRegion } from '../../../actions/diagram/chart.ts';
import { isAmong, type Lit } from '../../../actions/diagram/lit.ts';

interface WaysProps {
  readonly region: ChartRegion;
  readonly lit: Lit | null;
  readonly arcs: ArcCounts | null;
}

interface ListProps extends WaysProps {
  readonly label: string;
  readonly from: string;
}

function List({ label, from, region, lit, arcs }: ListProps) {
  return (
    <ul class="ways" aria-label={label}>
      {arrowsOf(region)
        .filter((arrow) => arrow.from === from)
        .flatMap(({ to, transitions }) =>
          transitions.map((one) => (
            <li key={`${to} ${transitionText(one)}`} class={isAmong(lit?.last ?? [], region.name, one) ? 'last' : ''}>
              <code>{transitionText(one, arcs)}</code>
              <span>{to === from ? 'stays' : `→ ${spaced(to)}`}</span>
              {one.description && <p>{one.description}</p>}
            </li>
          )),
        )}
    </ul>
  );
}

/** A state with what the machine says of it, and the ways out of it. */
function State({ name, ...props }: WaysProps & { readonly name: string }) {
  const description = props.region.states.find((state) => state.name === name)?.description;
  return (
    <>
      <h4>{spaced(name)}</h4>
      {description && <p class="quiet-text">{description}</p>}
      <List {...props} label={`From ${spaced(name)}`} from={name} />
    </>
  );
}

/** The transitions of a region in words: the ways out of the active state, and on demand all of them. */
export function Ways(props: WaysProps) {
  const { region, lit } = props;
  const active = lit?.active[region.name];
  const hasWays = (name: string): boolean => region.transitions.some(({ from }) => from === name);
  return (
    <>
      {active !== undefined && hasWays(active) && (
        <List {...props} label={`Ways out of ${spaced(active)}`} from={active} />
      )}
      <details class="all-ways">
        <summary>All transitions of {spaced(region.name)}</summary>
        {region.states
          .filter(({ name, description }) => description !== null || hasWays(name))
          .map(({ name }) => (
            <State key={name} {...props} name={name} />
          ))}
      </details>
    </>
  );
}
