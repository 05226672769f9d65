import { Button, Checkbox, Group } from '@mantine/core';
import { IconArrowsJoin, IconArrowsSplit } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioBins } from '../../../../backend/scoring/studio/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { attributeName } from '../customers/glossary.ts';
import { binText } from './bin-words.ts';
import type { DraftEdit } from './draft.ts';
import classes from './Studio.module.css';

/** The levels of a category under the bins that hold them. */
export function LevelBoard({ data, onChange }: { data: StudioBins; onChange: (change: DraftEdit) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const listed = new Set(data.bins.flatMap(({ levels }) => levels));
  const groups = data.bins.flatMap((bin, place) => {
    const own = data.levels.filter(({ level }) => (bin.kind === 'other' ? !listed.has(level) : bin.levels.includes(level)));
    return own.length === 0 ? [] : [{ bin, place, own }];
  });
  const met = groups.filter(({ bin, own }) => bin.kind === 'levels' && own.some(({ level }) => ticked.includes(level)));
  const isWholeBin = met.length === 1 && met[0]?.own.every(({ level }) => ticked.includes(level)) && met[0].own.length === ticked.length;
  const act = (kind: 'join' | 'part'): void => {
    onChange({ kind, levels: [...ticked] });
    setTicked([]);
  };
  return (
    <Panel
      title={t('studio.levels')}
      note={t('studio.levelsNote')}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowsJoin size={14} />}
            disabled={met.length < 2}
            onClick={() => act('join')}
          >
            {t('studio.join')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowsSplit size={14} />}
            disabled={ticked.length === 0 || isWholeBin === true}
            onClick={() => act('part')}
          >
            {t('studio.part')}
          </Button>
        </>
      }
    >
      <Group align="stretch" gap="sm">
        {groups.map(({ bin, place, own }) => (
          <fieldset key={bin.label} className={classes.group}>
            <legend>{`${place + 1} · ${formatShare(bin.badRate, language)}`}</legend>
            {own.map(({ level, goods, bads }) => (
              <Checkbox
                key={level}
                size="xs"
                checked={ticked.includes(level)}
                onChange={({ currentTarget: { checked } }) =>
                  setTicked(checked ? [...ticked, level] : ticked.filter((each) => each !== level))
                }
                label={attributeName(level, language)}
                description={t('studio.levelRate', {
                  rate: formatShare(bads / (goods + bads), language),
                  all: formatCount(goods + bads, language),
                })}
                aria-label={`${attributeName(level, language)}, ${binText(bin, language)}`}
              />
            ))}
          </fieldset>
        ))}
      </Group>
    </Panel>
  );
}
