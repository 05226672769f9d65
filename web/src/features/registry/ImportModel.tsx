import { Select, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import { MOST_MODEL_BYTES } from '../../../../backend/scoring/domain/model-file/import-limit.ts';
import { MODEL_STATES } from '../../../../backend/scoring/domain/registry/model-life.ts';
import { SCALE_NAMES, SCALES, type ScaleName } from '../../../../backend/scoring/domain/scorecard/presets.ts';
import { createJson } from '../../lib/api.ts';
import { formatNumber } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useJsonFile } from '../../lib/use-json-file.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FormButton } from '../../ui/FormButton.tsx';
import { FileField } from '../../ui/FileField.tsx';
import { JobFate } from '../../ui/JobFate.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { UploadForm } from '../../ui/UploadForm.tsx';
import { SourceSelect } from '../customers/SourceSelect.tsx';
import { modelFileOf } from './model-file.ts';

const JSON_FILE = { accept: '.json,application/json', mostBytes: MOST_MODEL_BYTES };
/** Stands for the scale that a file brings, or else the usual one. */
const OWN = 'own';

/** Takes in a model that was trained elsewhere; nothing for those who may not. */
export function ImportModel({ source }: { source: string }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  if (!may) return null;
  return (
    <FormButton
      isWide
      variant="default"
      leftSection={<IconFileImport size={15} />}
      label={t('registry.import.open')}
      title={t('registry.import.title')}
    >
      {() => <ImportForm usualSource={source} />}
    </FormButton>
  );
}

function ImportForm({ usualSource }: { usualSource: string }) {
  const { t } = useTranslation();
  const model = useJsonFile(MOST_MODEL_BYTES);
  const words = useJsonFile(MOST_MODEL_BYTES);
  const [source, setSource] = useState(usualSource);
  const [scale, setScale] = useState<ScaleName | typeof OWN>(OWN);
  const told = model.value === null ? null : modelFileOf(model.value);
  const isCard = told?.isCard === true;
  const send = async () => {
    const { jobId } = await createJson<z.infer<typeof JobAccepted>>('/v1/scorecard-imports', {
      source,
      document: model.value,
      ...(isCard || scale === OWN ? {} : { scale: SCALES[scale] }),
      ...(isCard || words.value === null ? {} : { reasons: words.value }),
    });
    return { jobId, source };
  };
  const areWordsReady = isCard || words.file === null || words.value !== null;
  return (
    <Stack gap="sm">
      <Text size="sm">{t('registry.import.note')}</Text>
      <UploadForm
        rule={{ ...JSON_FILE, label: t('registry.import.file'), placeholder: t('registry.import.choose') }}
        file={model.file}
        onFile={model.choose}
        fault={model.fault}
        columns={2}
        fields={(faultOf) => (
          <>
            <SourceSelect label={t('registry.import.source')} value={source} error={faultOf('source')} onChange={setSource} />
            <Select
              label={t('registry.import.scale')}
              description={isCard ? t('registry.import.cardScale') : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              disabled={isCard}
              data={[
                { value: OWN, label: t('registry.import.ownScale') },
                ...SCALE_NAMES.map((value) => ({ value, label: t(`scorecard.train.scaleName.${value}`) })),
              ]}
              allowDeselect={false}
              error={faultOf('scale')}
              value={scale}
              onChange={(value) => setScale(SCALE_NAMES.find((name) => name === value) ?? OWN)}
            />
            <FileField
              {...JSON_FILE}
              label={t('registry.import.reasons')}
              placeholder={t('registry.import.chooseReasons')}
              disabled={isCard}
              file={words.file}
              onFile={words.choose}
              fault={words.fault ?? faultOf('reasons')}
            />
          </>
        )}
        note={
          model.value !== null && (
            <Text size="sm" c="dimmed" data-model-form={told?.form ?? 'unknown'}>
              {t(`registry.import.form.${told?.form ?? 'unknown'}`, { name: told?.name || '–' })}
            </Text>
          )
        }
        isReady={model.value !== null && areWordsReady && source !== ''}
        start={t('registry.import.start')}
        send={send}
      >
        {(sent) => <ImportFate key={sent.jobId} {...sent} />}
      </UploadForm>
    </Stack>
  );
}

const Imported = z.object({ hash: z.string(), state: z.enum(MODEL_STATES), isNew: z.boolean(), auc: z.number() });

function ImportFate({ jobId, source }: { jobId: string; source: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  return (
    <JobFate
      jobId={jobId}
      words={{ queued: t('registry.import.queued'), running: t('registry.import.running'), failed: t('registry.import.failed') }}
      shape={Imported}
      onDone={() => void client.invalidateQueries({ queryKey: ['scorecards'] })}
    >
      {({ hash, state, isNew, auc }) => (
        <>
          <Text size="sm">
            {isNew
              ? t('registry.import.done', { auc: formatNumber(auc, language, 4), source })
              : t('registry.import.known', { state: t(`scorecard.stateName.${state}`) })}
          </Text>
          <TextLink to="/scorecards/$hash" params={{ hash }} size="sm">
            {t('registry.import.see')}
          </TextLink>
        </>
      )}
    </JobFate>
  );
}
