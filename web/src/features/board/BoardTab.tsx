import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BoardView } from '../../../../backend/rating/schemas.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './board.module.css';
import { boardQuery } from './queries.ts';
import { ReadPlace } from './ReadPlace.tsx';
import { SlotsPanel } from './SlotsPanel.tsx';
import { WriteBoard } from './WriteBoard.tsx';

/** Places on the board in one word of storage. */
const WORD_PLACES = 32;
/** Transactions named before the rest is only counted. */
const NAMED = 4;

/** The masked board of customers' grades: what stands on it, and how a place is read. */
export function BoardTab() {
  const may = useCan()('ratings:publish');
  const query = useQuery(boardQuery);
  return (
    <Loaded query={query}>
      {(board) => (
        <Stack gap="md">
          <BoardFigures board={board} />
          <div className={classes.columns}>
            <LastWriting board={board} />
            {may && <WriteBoard board={board} />}
          </div>
          <ReadPlace />
          <SlotsPanel />
        </Stack>
      )}
    </Loaded>
  );
}

function BoardFigures({ board }: { board: BoardView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const gas = board.lastWriting?.gasPerPlace ?? null;
  return (
    <FigureStrip>
      <Figure label={t('board.places')} value={formatCount(board.places, language)} provenance="database" note={t('board.placesNote')} />
      <Figure
        label={t('board.words')}
        value={formatCount(board.words, language)}
        provenance="index"
        note={t('board.wordsNote', { room: formatCount(board.words * WORD_PLACES, language) })}
      />
      <Figure label={t('board.epoch')} value={board.epoch === '0' ? '–' : board.epoch} provenance="chain" note={t('board.epochNote')} />
      <Figure
        label={t('board.gas')}
        value={gas === null ? '–' : formatNumber(Number(gas), language, 1)}
        provenance="chain"
        note={t('board.gasNote')}
      />
    </FigureStrip>
  );
}

/** Block and transactions of the last writing, each with its own page of evidence. */
function LastWriting({ board }: { board: BoardView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { lastWriting } = board;
  if (lastWriting === null) {
    return (
      <Panel title={t('board.last')}>
        <Empty title={t('board.never')}>{t('board.neverWhy')}</Empty>
      </Panel>
    );
  }
  const { transactions } = lastWriting;
  return (
    <Panel title={t('board.last')} note={t('board.lastNote')}>
      <Facts
        items={[
          { name: t('board.at'), value: lastWriting.at === null ? '–' : <TimeText value={lastWriting.at} /> },
          { name: t('ratings.block'), value: formatCount(lastWriting.block, language) },
          { name: t('board.gasUsed'), value: formatCount(lastWriting.gasUsed, language) },
          { name: t('board.contract'), value: <Hash value={board.contract} /> },
          {
            name: t('ratings.transaction'),
            value: (
              <ul className={classes.transactions}>
                {transactions.slice(0, NAMED).map((hash) => (
                  <li key={hash}>
                    <TextLink to="/ledger/transactions/$hash" params={{ hash }}>
                      <Hash value={hash} copy={false} />
                    </TextLink>
                  </li>
                ))}
                {transactions.length > NAMED && <li>{t('board.more', { rest: formatCount(transactions.length - NAMED, language) })}</li>}
              </ul>
            ),
          },
        ]}
      />
    </Panel>
  );
}
