import { NumberInput, Slider, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { decimalText, readDecimal } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { type ClassTerms, classesOf, decimalsOf, type DraftFile, poolBalanceOf, symbolOf, withCoupon, withSize } from './edit-deal.ts';
import styles from './structure.module.css';

interface ClassEditorProps {
  file: DraftFile;
  isOpen: boolean;
  onChange: (file: DraftFile) => void;
}

/** Size and coupon of each class; what the pool has beyond the classes follows. */
export function ClassEditor({ file, isOpen, onChange }: ClassEditorProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('structure.classes')} note={t('structure.classesNote')}>
      <ol className={styles.classes}>
        {classesOf(file).map((row, at) => (
          <ClassRow key={row.id} file={file} row={row} at={at} isOpen={isOpen} onChange={onChange} />
        ))}
      </ol>
    </Panel>
  );
}

function ClassRow({ file, row, at, isOpen, onChange }: ClassEditorProps & { row: ClassTerms; at: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const decimals = decimalsOf(file);
  const [size, balance] = [readDecimal(row.size, decimals), readDecimal(poolBalanceOf(file), decimals)];
  const share = size === null || balance === null || balance === 0n ? 0 : Number((size * 10_000n) / balance) / 100;
  const slide = (percent: number): void => {
    if (balance === null) return;
    onChange(withSize(file, at, decimalText((balance * BigInt(Math.round(percent * 100))) / 10_000n, decimals)));
  };
  return (
    <li className={styles.class} data-class={row.id}>
      <Text fw={650} className={styles.id}>
        {row.id}
      </Text>
      <div className={styles.slider}>
        <Text size="xs" c="dimmed">
          {t('structure.ofPool', { share: formatShare(share / 100, language) })}
        </Text>
        <Slider
          aria-label={t('structure.sizeOf', { id: row.id })}
          thumbLabel={t('structure.sizeOf', { id: row.id })}
          min={0}
          max={100}
          step={0.25}
          label={null}
          disabled={!isOpen || row.size === '0'}
          value={share}
          onChange={slide}
        />
      </div>
      <NumberInput
        label={t('structure.size', { id: row.id, symbol: symbolOf(file) })}
        disabled={!isOpen}
        thousandSeparator=","
        min={0}
        hideControls
        decimalScale={decimals}
        value={row.size}
        onChange={(value) => String(value) !== row.size && onChange(withSize(file, at, String(value)))}
      />
      {row.rate === null ? (
        <Text size="sm" c="dimmed" className={styles.none}>
          {t('structure.noCoupon')}
        </Text>
      ) : (
        <TextInput
          label={t(row.isFloating ? 'structure.margin' : 'structure.coupon', { id: row.id })}
          disabled={!isOpen}
          value={row.rate}
          onChange={(event) => onChange(withCoupon(file, at, event.currentTarget.value))}
        />
      )}
    </li>
  );
}
