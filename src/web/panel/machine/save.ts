import { placeLine, subjectLines } from '../../../actions/diagram/caption.ts';
import { bothAbout } from '../../../actions/diagram/subject.ts';
import { svg, USUAL_WIDTH } from '../../../actions/diagram/svg/svg.ts';
import { subjectText } from '../../../timeline/about.ts';
import { memory } from '../../log/instant.ts';
import { opened } from '../../log/opened.ts';
import { announce } from '../../shell/announce.ts';
import { save } from '../../shell/save.ts';
import { shownChart } from './shown.ts';

/** The statechart of this instant as an SVG file, the same that `memlapse diagram --format svg` prints. */
export function saveStatechart(): void {
  const [shown, state, log] = [shownChart.value, memory.value, opened.value];
  if (!shown || !state || !log) {
    announce('There is no statechart yet: the log is still being read.');
    return;
  }
  const { chart, counts, about, lit } = shown;
  const caption = [placeLine(chart.machine, log.name, state), ...(about && lit ? subjectLines(about, lit) : [])];
  const models = about ? bothAbout(log.timeline, about, state.at.seq) : [];
  const text = [...svg(chart, { counts, arcs: null, lit, times: null, caption, models, width: USUAL_WIDTH })].join(
    '\n',
  );
  const subject = about?.kind === 'subject' ? subjectText(about.subject).replace(':', '-') : chart.machine;
  save(`${subject}-event-${state.at.seq}.svg`, new Blob([`${text}\n`], { type: 'image/svg+xml' }));
}
