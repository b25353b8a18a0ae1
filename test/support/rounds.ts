/** Whether the long form runs: `npm run test:long`, or MEMLAPSE_LONG=1 before any other way to run the tests. */
const LONG = process.env['MEMLAPSE_LONG'] === '1';

/** How often a test does the same thing with other random numbers; prints the count, and that of the long form. */
export function rounds(what: string, usual: number, long: number): number {
  console.log(LONG ? `${what}: ${long}` : `${what}: ${usual}; npm run test:long has ${long}`);
  return LONG ? long : usual;
}
