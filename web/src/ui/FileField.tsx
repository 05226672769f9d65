import { FileInput } from '@mantine/core';
import type { DragEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../lib/format.ts';
import { useLanguage } from '../lib/use-language.ts';
import { fileFault } from './file-fault.ts';

const MEGABYTE = 1024 * 1024;

/** What a form says of a file that it takes. */
export interface FileRule {
  readonly label: string;
  readonly placeholder: string;
  /** As the attribute of a file field has it. */
  readonly accept: string;
  readonly mostBytes: number;
}

interface FileFieldProps extends FileRule {
  file: File | null;
  onFile: (file: File | null) => void;
  /** What is wrong inside of the file. */
  fault?: ReactNode;
  disabled?: boolean;
}

/** A file is chosen or dropped here; its limit is told before, and one beyond it at once. */
export function FileField({ label, placeholder, accept, mostBytes, file, onFile, fault, disabled = false }: FileFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const outside = fileFault(file, mostBytes);
  const megabytes = (bytes: number) => formatNumber(bytes / MEGABYTE, language, bytes % MEGABYTE === 0 ? 0 : 2);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <FileInput
      label={label}
      placeholder={placeholder}
      description={t('upload.most', { megabytes: megabytes(mostBytes) })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      accept={accept}
      disabled={disabled}
      clearable
      clearButtonProps={{ 'aria-label': t('upload.clear') }}
      fileInputProps={{ 'aria-label': label }}
      error={outside === null ? fault : t(`upload.${outside}`, { megabytes: megabytes(file?.size ?? 0) })}
      value={file}
      onChange={onFile}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    />
  );
}
