import { Checkbox, NumberInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, FIELDS, PLAIN_FIELDS } from './choice.ts';
import classes from './present.module.css';

const BPS_A_PERCENT = 100;
const USUAL = { score: 650, pdBps: 500 };

interface ScopeChooserProps {
  choice: Choice;
  /** What the lender asked for; marked, and left to the customer all the same. */
  wanted: Choice | null;
  onChange: (choice: Choice) => void;
}

/** Which fields are shown, and which figures are proven by a threshold in their place. */
export function ScopeChooser({ choice, wanted, onChange }: ScopeChooserProps) {
  const { t } = useTranslation();
  const askedMore = wanted?.fields.some((field) => FIELDS.indexOf(field) >= PLAIN_FIELDS) ?? false;
  const [open, setOpen] = useState(askedMore);
  const shown = open ? FIELDS : FIELDS.slice(0, PLAIN_FIELDS);
  return (
    <>
      <fieldset className={classes.group}>
        <legend>{t('present.thresholds')}</legend>
        <p className={classes.hint}>{t('present.thresholdsHint')}</p>
        <Thresholds choice={choice} wanted={wanted} onChange={onChange} />
      </fieldset>
      <fieldset className={classes.group}>
        <legend>{t('present.fields')}</legend>
        <p className={classes.hint}>{t('present.fieldsHint')}</p>
        <div className={classes.boxes}>
          {shown.map((field) => (
            <Checkbox
              key={field}
              label={t(`verify.field.${field}`)}
              description={wanted?.fields.includes(field) ? t('present.asked') : undefined}
              checked={choice.fields.includes(field)}
              onChange={(event) =>
                onChange({
                  ...choice,
                  fields: event.currentTarget.checked ? [...choice.fields, field] : choice.fields.filter((name) => name !== field),
                })
              }
            />
          ))}
        </div>
        <UnstyledButton className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? <IconChevronDown size={14} aria-hidden="true" /> : <IconChevronRight size={14} aria-hidden="true" />}
          {t(open ? 'present.fewer' : 'present.more')}
        </UnstyledButton>
      </fieldset>
    </>
  );
}

function Thresholds({ choice, wanted, onChange }: ScopeChooserProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.threshold}>
        <Checkbox
          label={t('present.scoreAtLeast')}
          description={wanted?.scoreAtLeast != null ? t('present.asked') : undefined}
          checked={choice.scoreAtLeast !== null}
          onChange={(event) =>
            onChange({ ...choice, scoreAtLeast: event.currentTarget.checked ? (wanted?.scoreAtLeast ?? USUAL.score) : null })
          }
        />
        <NumberInput
          aria-label={t('present.scoreAtLeast')}
          disabled={choice.scoreAtLeast === null}
          min={305}
          max={850}
          step={5}
          allowDecimal={false}
          w={110}
          value={choice.scoreAtLeast ?? ''}
          onChange={(value) => typeof value === 'number' && onChange({ ...choice, scoreAtLeast: Math.round(value / 5) * 5 })}
        />
      </div>
      <div className={classes.threshold}>
        <Checkbox
          label={t('present.pdAtMost')}
          description={wanted?.pdAtMostBps != null ? t('present.asked') : undefined}
          checked={choice.pdAtMostBps !== null}
          onChange={(event) =>
            onChange({ ...choice, pdAtMostBps: event.currentTarget.checked ? (wanted?.pdAtMostBps ?? USUAL.pdBps) : null })
          }
        />
        <NumberInput
          aria-label={t('present.pdAtMost')}
          disabled={choice.pdAtMostBps === null}
          min={0.25}
          max={24.75}
          step={0.25}
          decimalScale={2}
          suffix=" %"
          w={110}
          value={choice.pdAtMostBps === null ? '' : choice.pdAtMostBps / BPS_A_PERCENT}
          onChange={(value) => typeof value === 'number' && onChange({ ...choice, pdAtMostBps: Math.round(value * 4) * 25 })}
        />
      </div>
    </>
  );
}
