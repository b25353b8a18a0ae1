import type { DeviceClaim } from './state.ts';

const endOf = (claim: DeviceClaim): number => claim.pfn + claim.nrPages;

/** The claims without a range: parts outside it stay. A later claim overwrites an earlier one, as in the kernel's xarray. */
export function withoutClaim(claims: readonly DeviceClaim[], gone: DeviceClaim): readonly DeviceClaim[] {
  const goneEnd = endOf(gone);
  const rest: DeviceClaim[] = [];
  for (const claim of claims) {
    const end = endOf(claim);
    if (end <= gone.pfn || claim.pfn >= goneEnd) {
      rest.push(claim);
      continue;
    }
    if (claim.pfn < gone.pfn) rest.push({ pfn: claim.pfn, nrPages: gone.pfn - claim.pfn });
    if (end > goneEnd) rest.push({ pfn: goneEnd, nrPages: end - goneEnd });
  }
  return rest;
}

/** The claims with a range added over whatever was there (mm/memremap.c pgmap_array, v5.2 … v7.1). */
export const withClaim = (claims: readonly DeviceClaim[], added: DeviceClaim): readonly DeviceClaim[] => [
  ...withoutClaim(claims, added),
  { pfn: added.pfn, nrPages: added.nrPages },
];

/** The claim that holds a page, if any (mm/memremap.c get_dev_pagemap()). */
export const claimAt = (claims: readonly DeviceClaim[], frame: number): DeviceClaim | undefined =>
  claims.find((claim) => claim.pfn <= frame && frame < endOf(claim));
