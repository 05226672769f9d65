/** The search of an address that opens `tab`; the first tab of a page needs none. */
export function tabSearch(tab: string | undefined): { tab?: string } {
  return tab === undefined ? {} : { tab };
}
