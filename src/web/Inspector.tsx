import { AskLater } from './ask/AskLater.tsx';
import { CompareDialog } from './beside/CompareDialog.tsx';
import { WhatIf } from './beside/WhatIf.tsx';
import { EventList } from './events/EventList.tsx';
import { opened, trouble } from './log/opened.ts';
import { PhysicalMap } from './map/Map.tsx';
import { Panel } from './panel/Panel.tsx';
import { dialog } from './shell/dialog.ts';
import { Goto } from './shell/Goto.tsx';
import { Header } from './shell/Header.tsx';
import { Help } from './shell/Help.tsx';
import { Notices } from './shell/Notices.tsx';
import { CommandPalette } from './shell/Palette.tsx';
import { Watches } from './shell/Watches.tsx';
import { Timeline } from './time/Timeline.tsx';

export function Inspector() {
  return (
    <>
      <Header />
      <Notices />
      {opened.value ? (
        <>
          <Timeline />
          <main>
            <PhysicalMap />
            <Panel />
          </main>
          <EventList />
        </>
      ) : (
        !trouble.value && <p class="waiting">Reading the log…</p>
      )}
      {dialog.value === 'palette' && <CommandPalette />}
      {dialog.value === 'help' && <Help />}
      {dialog.value === 'goto' && <Goto />}
      {dialog.value === 'watches' && <Watches />}
      {dialog.value === 'compare' && <CompareDialog />}
      {dialog.value === 'whatif' && <WhatIf />}
      {dialog.value === 'ask' && <AskLater />}
    </>
  );
}
