/** Why a file is not sent: it holds nothing, or more than `mostBytes`; null when it may be. */
export function fileFault(file: { readonly size: number } | null, mostBytes: number): 'empty' | 'tooLarge' | null {
  if (file === null) return null;
  if (file.size === 0) return 'empty';
  return file.size > mostBytes ? 'tooLarge' : null;
}
