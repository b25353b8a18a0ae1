import { pictureAt } from '../../../actions/diagram/chart-at.ts';
import { svg, USUAL_WIDTH } from '../../../actions/diagram/svg/svg.ts';
import { subjectText } from '../../../timeline/about.ts';
import { memory } from '../../log/instant.ts';
import { openLog } from '../../log/open-log.ts';
import { announce } from '../../shell/announce.ts';
import { save } from '../../shell/save.ts';
import { shownChart } from './shown.ts';

/** The statechart of this instant as an SVG file, the same that `memlapse diagram --format svg` prints. */
export function saveStatechart(): void {
  const [shown, state, log] = [shownChart.value, memory.value, openLog.value];
  if (!shown || !state || !log) {
    announce('There is no statechart yet: the log is still being read.');
    return;
  }
  const { seq } = state.at;
  const { chart, about } = shown;
  const picture = pictureAt(shown, log.timeline, seq, log.name);
  const text = [...svg(chart, { ...picture, width: USUAL_WIDTH })].join('\n');
  const subject = about?.kind === 'subject' ? subjectText(about.subject).replace(':', '-') : chart.machine;
  save(`${subject}-event-${seq}.svg`, new Blob([`${text}\n`], { type: 'image/svg+xml' }));
}
