import { linkHere } from '../log/history.ts';
import { announce } from './announce.ts';

/** The address of this instant, on the clipboard. */
export function copyLink(): void {
  navigator.clipboard.writeText(linkHere()).then(
    () => announce('The address of this instant is on the clipboard.'),
    () => announce('The browser does not let the page copy; the address is in its address bar.'),
  );
}
