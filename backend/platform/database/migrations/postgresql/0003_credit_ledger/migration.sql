-- DropForeignKey
ALTER TABLE "Credential" DROP CONSTRAINT "Credential_batchId_fkey";

-- DropIndex
DROP INDEX "Credential_scoreId_key";

-- DropIndex
DROP INDEX "Score_runId_idx";

-- AlterTable
ALTER TABLE "Batch" ADD COLUMN     "plan" TEXT NOT NULL DEFAULT '{}',
ADD COLUMN     "supersedes" TEXT;

-- AlterTable
ALTER TABLE "Credential" ADD COLUMN     "anchorBy" BIGINT,
ADD COLUMN     "copy" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "seq" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "tag" TEXT NOT NULL DEFAULT '',
ALTER COLUMN "batchId" DROP NOT NULL,
ALTER COLUMN "position" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Customer" ADD COLUMN     "holderInfo" TEXT,
ADD COLUMN     "holderKey" TEXT,
ADD COLUMN     "holderKind" TEXT;

-- AlterTable
ALTER TABLE "LedgerIssuer" ADD COLUMN     "keyDelay" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "SignerUse" (
    "address" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "SignerUse_pkey" PRIMARY KEY ("address","day","kind")
);

-- CreateTable
CREATE TABLE "BatchPart" (
    "batchId" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "BatchPart_pkey" PRIMARY KEY ("batchId","part")
);

-- CreateTable
CREATE TABLE "LedgerBatchState" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "batch" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" INTEGER NOT NULL,
    "since" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "LedgerBatchState_pkey" PRIMARY KEY ("chainId","issuerId","batch")
);

-- CreateTable
CREATE TABLE "LedgerHeldWord" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "word" BIGINT NOT NULL,
    "bits" TEXT NOT NULL,

    CONSTRAINT "LedgerHeldWord_pkey" PRIMARY KEY ("chainId","issuerId","word")
);

-- CreateTable
CREATE TABLE "LedgerSuccessor" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "successor" INTEGER NOT NULL,
    "since" BIGINT NOT NULL,

    CONSTRAINT "LedgerSuccessor_pkey" PRIMARY KEY ("chainId","issuerId")
);

-- CreateTable
CREATE TABLE "RevocationRequest" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "credentialId" TEXT,
    "batchId" TEXT,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'pending',
    "requestedBy" TEXT NOT NULL,
    "decidedBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMP(3),

    CONSTRAINT "RevocationRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Cosigner" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "publicKey" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMP(3),

    CONSTRAINT "Cosigner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LogCheckpoint" (
    "id" TEXT NOT NULL,
    "chainId" INTEGER NOT NULL,
    "ledger" TEXT NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "size" BIGINT NOT NULL,
    "root" TEXT NOT NULL,
    "time" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "blockHash" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LogCheckpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LogCosignature" (
    "cosignerId" TEXT NOT NULL,
    "chainId" INTEGER NOT NULL,
    "ledger" TEXT NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "size" BIGINT NOT NULL,
    "root" TEXT NOT NULL,
    "time" BIGINT NOT NULL,
    "line" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LogCosignature_pkey" PRIMARY KEY ("cosignerId","chainId","ledger","issuerId","size")
);

-- CreateTable
CREATE TABLE "CustomerLogin" (
    "userId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CustomerLogin_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "PresentationRequest" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "verifierName" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "challenge" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "wanted" TEXT NOT NULL,
    "until" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answeredAt" TIMESTAMP(3),

    CONSTRAINT "PresentationRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "requestId" TEXT,
    "organizationId" TEXT,
    "verifierName" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "until" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "signedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawnAt" TIMESTAMP(3),

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Presentation" (
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "credentialId" TEXT NOT NULL,
    "consentId" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "openedAt" TIMESTAMP(3),

    CONSTRAINT "Presentation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RelyingProfile" (
    "organizationId" TEXT NOT NULL,
    "terms" TEXT NOT NULL,
    "updatedBy" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RelyingProfile_pkey" PRIMARY KEY ("organizationId")
);

-- CreateTable
CREATE TABLE "BulkVerification" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "counts" TEXT NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'queued',
    "blockNumber" BIGINT,
    "blockHash" TEXT,
    "blockTime" BIGINT,
    "resultHash" TEXT,
    "signature" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "BulkVerification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BulkVerificationPart" (
    "bulkId" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "BulkVerificationPart_pkey" PRIMARY KEY ("bulkId","side","part")
);

-- CreateTable
CREATE TABLE "WatchItem" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "chainId" INTEGER NOT NULL,
    "ledger" TEXT NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "batch" BIGINT NOT NULL,
    "index" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "expiry" BIGINT NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'valid',
    "seenBlock" BIGINT NOT NULL DEFAULT 0,
    "seenLog" INTEGER NOT NULL DEFAULT -1,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" TIMESTAMP(3),

    CONSTRAINT "WatchItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WatchEvent" (
    "id" TEXT NOT NULL,
    "watchId" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WatchEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leaseUntil" TIMESTAMP(3),
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deliveredAt" TIMESTAMP(3),

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VerificationReceipt" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT,
    "digest" TEXT,
    "verdict" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VerificationReceipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RatingAgency" (
    "chainId" INTEGER NOT NULL,
    "agencyId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "admin" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" BIGINT NOT NULL,

    CONSTRAINT "RatingAgency_pkey" PRIMARY KEY ("chainId","agencyId")
);

-- CreateTable
CREATE TABLE "RatingScale" (
    "chainId" INTEGER NOT NULL,
    "scaleId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "grades" TEXT NOT NULL,

    CONSTRAINT "RatingScale_pkey" PRIMARY KEY ("chainId","scaleId")
);

-- CreateTable
CREATE TABLE "RatingSubject" (
    "chainId" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "RatingSubject_pkey" PRIMARY KEY ("chainId","subject")
);

-- CreateTable
CREATE TABLE "RatingAction" (
    "chainId" INTEGER NOT NULL,
    "agencyId" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "scaleId" INTEGER NOT NULL,
    "grade" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "outlook" TEXT NOT NULL,
    "watch" TEXT NOT NULL,
    "pdWad" TEXT NOT NULL,
    "modelHash" TEXT NOT NULL,
    "reportHash" TEXT NOT NULL,
    "validUntil" BIGINT NOT NULL,
    "time" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "RatingAction_pkey" PRIMARY KEY ("chainId","agencyId","subject","sequence")
);

-- CreateTable
CREATE TABLE "RatingDefaultRate" (
    "chainId" INTEGER NOT NULL,
    "agencyId" INTEGER NOT NULL,
    "scaleId" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "grade" INTEGER NOT NULL,
    "rated" BIGINT NOT NULL,
    "defaulted" BIGINT NOT NULL,
    "time" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    CONSTRAINT "RatingDefaultRate_pkey" PRIMARY KEY ("chainId","agencyId","scaleId","year","version","grade")
);

-- CreateTable
CREATE TABLE "RatingSlot" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "packed" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,

    CONSTRAINT "RatingSlot_pkey" PRIMARY KEY ("chainId","issuerId","tag")
);

-- CreateTable
CREATE TABLE "RatingBoardWord" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "word" BIGINT NOT NULL,
    "bits" TEXT NOT NULL,
    "blockNumber" BIGINT NOT NULL,

    CONSTRAINT "RatingBoardWord_pkey" PRIMARY KEY ("chainId","issuerId","word")
);

-- CreateTable
CREATE TABLE "RatingBoardPlace" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "customerId" TEXT NOT NULL,

    CONSTRAINT "RatingBoardPlace_pkey" PRIMARY KEY ("chainId","issuerId","place")
);

-- CreateIndex
CREATE INDEX "RevocationRequest_state_createdAt_idx" ON "RevocationRequest"("state", "createdAt");

-- CreateIndex
CREATE INDEX "RevocationRequest_credentialId_idx" ON "RevocationRequest"("credentialId");

-- CreateIndex
CREATE UNIQUE INDEX "Cosigner_name_key" ON "Cosigner"("name");

-- CreateIndex
CREATE INDEX "LogCheckpoint_createdAt_idx" ON "LogCheckpoint"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "LogCheckpoint_chainId_ledger_issuerId_size_key" ON "LogCheckpoint"("chainId", "ledger", "issuerId", "size");

-- CreateIndex
CREATE UNIQUE INDEX "CustomerLogin_customerId_key" ON "CustomerLogin"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "PresentationRequest_challenge_key" ON "PresentationRequest"("challenge");

-- CreateIndex
CREATE INDEX "PresentationRequest_organizationId_createdAt_idx" ON "PresentationRequest"("organizationId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Consent_digest_key" ON "Consent"("digest");

-- CreateIndex
CREATE INDEX "Consent_customerId_signedAt_idx" ON "Consent"("customerId", "signedAt");

-- CreateIndex
CREATE INDEX "Consent_organizationId_signedAt_idx" ON "Consent"("organizationId", "signedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Presentation_consentId_key" ON "Presentation"("consentId");

-- CreateIndex
CREATE INDEX "Presentation_customerId_createdAt_idx" ON "Presentation"("customerId", "createdAt");

-- CreateIndex
CREATE INDEX "BulkVerification_organizationId_createdAt_idx" ON "BulkVerification"("organizationId", "createdAt");

-- CreateIndex
CREATE INDEX "WatchItem_chainId_issuerId_index_idx" ON "WatchItem"("chainId", "issuerId", "index");

-- CreateIndex
CREATE INDEX "WatchItem_state_expiry_idx" ON "WatchItem"("state", "expiry");

-- CreateIndex
CREATE UNIQUE INDEX "WatchItem_organizationId_digest_key" ON "WatchItem"("organizationId", "digest");

-- CreateIndex
CREATE INDEX "WatchEvent_organizationId_at_idx" ON "WatchEvent"("organizationId", "at");

-- CreateIndex
CREATE INDEX "WatchEvent_watchId_idx" ON "WatchEvent"("watchId");

-- CreateIndex
CREATE INDEX "Webhook_organizationId_idx" ON "Webhook"("organizationId");

-- CreateIndex
CREATE INDEX "WebhookDelivery_state_nextAt_idx" ON "WebhookDelivery"("state", "nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_webhookId_eventId_key" ON "WebhookDelivery"("webhookId", "eventId");

-- CreateIndex
CREATE INDEX "VerificationReceipt_organizationId_createdAt_idx" ON "VerificationReceipt"("organizationId", "createdAt");

-- CreateIndex
CREATE INDEX "RatingSubject_chainId_kind_idx" ON "RatingSubject"("chainId", "kind");

-- CreateIndex
CREATE INDEX "RatingAction_chainId_subject_idx" ON "RatingAction"("chainId", "subject");

-- CreateIndex
CREATE INDEX "RatingAction_chainId_time_idx" ON "RatingAction"("chainId", "time");

-- CreateIndex
CREATE UNIQUE INDEX "RatingBoardPlace_chainId_issuerId_customerId_key" ON "RatingBoardPlace"("chainId", "issuerId", "customerId");

-- CreateIndex
CREATE INDEX "Score_runId_customerId_idx" ON "Score"("runId", "customerId");

-- AddForeignKey
ALTER TABLE "BatchPart" ADD CONSTRAINT "BatchPart_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerLogin" ADD CONSTRAINT "CustomerLogin_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerLogin" ADD CONSTRAINT "CustomerLogin_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Presentation" ADD CONSTRAINT "Presentation_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Presentation" ADD CONSTRAINT "Presentation_consentId_fkey" FOREIGN KEY ("consentId") REFERENCES "Consent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BulkVerificationPart" ADD CONSTRAINT "BulkVerificationPart_bulkId_fkey" FOREIGN KEY ("bulkId") REFERENCES "BulkVerification"("id") ON DELETE CASCADE ON UPDATE CASCADE;
