import autoSequential from './templates/auto-sequential.json' with { type: 'json' };
import europeanPdl from './templates/european-pdl.json' with { type: 'json' };
import proRataSwitch from './templates/pro-rata-switch.json' with { type: 'json' };
import revolvingConsumer from './templates/revolving-consumer.json' with { type: 'json' };

/** Deal files to begin from, by name. */
export const DEAL_TEMPLATES: Readonly<Record<string, unknown>> = {
  'auto-sequential': autoSequential,
  'european-pdl': europeanPdl,
  'pro-rata-switch': proRataSwitch,
  'revolving-consumer': revolvingConsumer,
};
