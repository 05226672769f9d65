import { queryOptions, useQuery } from '@tanstack/react-query';
import { type RefusalText, type Refused, refusalText } from './refusal-text.ts';
import { useLanguage } from './use-language.ts';

/** The Chinese sentences, fetched when the first one is needed. */
const sentencesQuery = queryOptions({
  queryKey: ['refusal-sentences'],
  queryFn: async () => (await import('./i18n/refusals-zh.ts')).refusals,
  staleTime: Number.POSITIVE_INFINITY,
  networkMode: 'always',
});

/** What to tell of a whole refusal or of one field's fault in the language of the reader; null while the sentences are on their way. */
export function useRefusalText(refused: Refused, kind: 'whole' | 'field'): RefusalText | null {
  const isChinese = useLanguage() === 'zh';
  const { data, isError } = useQuery({ ...sentencesQuery, enabled: isChinese });
  if (!isChinese || isError) return refusalText(refused, null);
  return data === undefined ? null : refusalText(refused, data[kind]);
}
