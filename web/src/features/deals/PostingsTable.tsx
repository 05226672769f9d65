import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetView, PostingView } from '../../../../backend/securitization/deals/schemas.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import classes from './deals.module.css';
import { groupDigits } from './group-digits.ts';
import { Money } from './Money.tsx';

/** Every step of the program that ran: what was due, what was paid, and why. */
export function PostingsTable({ postings, asset }: { postings: PostingView[]; asset: AssetView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<PostingView>[] => [
      { id: 'step', header: t('deals.step'), align: 'end', cell: (row) => row.step + 1 },
      {
        id: 'words',
        header: t('deals.whatHappened'),
        cell: (row) => (
          <>
            <span className={classes.stepName}>{row.name[language]}</span>
            {groupDigits(row.words[language])}
          </>
        ),
      },
      {
        id: 'due',
        header: t('deals.due'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Amount row={row} value={row.due} asset={asset} />,
      },
      { id: 'paid', header: t('deals.paid'), align: 'end', cell: (row) => <Amount row={row} value={row.paid} asset={asset} /> },
    ],
    [t, language, asset],
  );
  return <DataTable caption={t('deals.postings')} columns={columns} rows={postings} rowKey={(row) => String(row.step)} />;
}

/** A test posts its ratio and its threshold, which are no money. */
function Amount({ row, value, asset }: { row: PostingView; value: string; asset: AssetView }) {
  return row.isTest ? '–' : <Money units={value} asset={asset} bare />;
}
