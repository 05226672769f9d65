-- DropIndex
DROP INDEX "Score_runId_idx";

-- AlterTable
ALTER TABLE "Customer" ADD COLUMN "holderInfo" TEXT;
ALTER TABLE "Customer" ADD COLUMN "holderKey" TEXT;
ALTER TABLE "Customer" ADD COLUMN "holderKind" TEXT;

-- CreateTable
CREATE TABLE "SignerUse" (
    "address" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "used" INTEGER NOT NULL,

    PRIMARY KEY ("address", "day", "kind")
);

-- CreateTable
CREATE TABLE "BatchPart" (
    "batchId" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,

    PRIMARY KEY ("batchId", "part"),
    CONSTRAINT "BatchPart_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch" ("id") ON DELETE CASCADE ON UPDATE CASCADE
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

    PRIMARY KEY ("chainId", "issuerId", "batch")
);

-- CreateTable
CREATE TABLE "LedgerHeldWord" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "word" BIGINT NOT NULL,
    "bits" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId", "word")
);

-- CreateTable
CREATE TABLE "LedgerSuccessor" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "successor" INTEGER NOT NULL,
    "since" BIGINT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId")
);

-- CreateTable
CREATE TABLE "RevocationRequest" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "credentialId" TEXT,
    "batchId" TEXT,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'pending',
    "requestedBy" TEXT NOT NULL,
    "decidedBy" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Cosigner" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "publicKey" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" DATETIME
);

-- CreateTable
CREATE TABLE "LogCheckpoint" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "chainId" INTEGER NOT NULL,
    "ledger" TEXT NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "size" BIGINT NOT NULL,
    "root" TEXT NOT NULL,
    "time" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "blockHash" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
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
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,

    PRIMARY KEY ("cosignerId", "chainId", "ledger", "issuerId", "size")
);

-- CreateTable
CREATE TABLE "CustomerLogin" (
    "userId" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "CustomerLogin_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "CustomerLogin_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "PresentationRequest" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organizationId" TEXT NOT NULL,
    "verifierName" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "challenge" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "wanted" TEXT NOT NULL,
    "until" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answeredAt" DATETIME
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "signedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawnAt" DATETIME,
    CONSTRAINT "Consent_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Presentation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "credentialId" TEXT NOT NULL,
    "consentId" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "body" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "openedAt" DATETIME,
    CONSTRAINT "Presentation_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Presentation_consentId_fkey" FOREIGN KEY ("consentId") REFERENCES "Consent" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RelyingProfile" (
    "organizationId" TEXT NOT NULL PRIMARY KEY,
    "terms" TEXT NOT NULL,
    "updatedBy" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "BulkVerification" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "BulkVerificationPart" (
    "bulkId" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,

    PRIMARY KEY ("bulkId", "side", "part"),
    CONSTRAINT "BulkVerificationPart_bulkId_fkey" FOREIGN KEY ("bulkId") REFERENCES "BulkVerification" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "WatchItem" (
    "id" TEXT NOT NULL PRIMARY KEY,
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
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" DATETIME
);

-- CreateTable
CREATE TABLE "WatchEvent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "watchId" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organizationId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" BLOB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "webhookId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leaseUntil" DATETIME,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deliveredAt" DATETIME
);

-- CreateTable
CREATE TABLE "VerificationReceipt" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "organizationId" TEXT,
    "digest" TEXT,
    "verdict" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "RatingAgency" (
    "chainId" INTEGER NOT NULL,
    "agencyId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "admin" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" BIGINT NOT NULL,

    PRIMARY KEY ("chainId", "agencyId")
);

-- CreateTable
CREATE TABLE "RatingScale" (
    "chainId" INTEGER NOT NULL,
    "scaleId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "grades" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "scaleId")
);

-- CreateTable
CREATE TABLE "RatingSubject" (
    "chainId" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "subject")
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

    PRIMARY KEY ("chainId", "agencyId", "subject", "sequence")
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

    PRIMARY KEY ("chainId", "agencyId", "scaleId", "year", "version", "grade")
);

-- CreateTable
CREATE TABLE "RatingSlot" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "packed" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId", "tag")
);

-- CreateTable
CREATE TABLE "RatingBoardWord" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "word" BIGINT NOT NULL,
    "bits" TEXT NOT NULL,
    "blockNumber" BIGINT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId", "word")
);

-- CreateTable
CREATE TABLE "RatingBoardPlace" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "customerId" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId", "place")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Batch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "chainId" INTEGER NOT NULL,
    "ledger" TEXT NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "batch" BIGINT,
    "root" TEXT NOT NULL,
    "leaves" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "stateRoot" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'built',
    "plan" TEXT NOT NULL DEFAULT '{}',
    "firstLeaf" BIGINT,
    "time" BIGINT,
    "blockNumber" BIGINT,
    "blockHash" TEXT,
    "txHash" TEXT,
    "supersedes" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_Batch" ("batch", "blockHash", "blockNumber", "chainId", "createdAt", "createdBy", "firstLeaf", "id", "issuerId", "leaves", "ledger", "model", "root", "state", "stateRoot", "time", "txHash") SELECT "batch", "blockHash", "blockNumber", "chainId", "createdAt", "createdBy", "firstLeaf", "id", "issuerId", "leaves", "ledger", "model", "root", "state", "stateRoot", "time", "txHash" FROM "Batch";
DROP TABLE "Batch";
ALTER TABLE "new_Batch" RENAME TO "Batch";
CREATE INDEX "Batch_createdAt_id_idx" ON "Batch"("createdAt", "id");
CREATE INDEX "Batch_root_idx" ON "Batch"("root");
CREATE TABLE "new_Credential" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "digest" TEXT NOT NULL,
    "batchId" TEXT,
    "position" INTEGER,
    "customerId" TEXT NOT NULL,
    "scoreId" TEXT NOT NULL,
    "copy" INTEGER NOT NULL DEFAULT 0,
    "tag" TEXT NOT NULL DEFAULT '',
    "seq" BIGINT NOT NULL DEFAULT 0,
    "issuedAt" BIGINT NOT NULL,
    "expiry" BIGINT NOT NULL,
    "anchorBy" BIGINT,
    "body" BLOB NOT NULL,
    CONSTRAINT "Credential_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Credential_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Credential_scoreId_fkey" FOREIGN KEY ("scoreId") REFERENCES "Score" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Credential" ("batchId", "body", "customerId", "digest", "expiry", "id", "issuedAt", "position", "scoreId") SELECT "batchId", "body", "customerId", "digest", "expiry", "id", "issuedAt", "position", "scoreId" FROM "Credential";
DROP TABLE "Credential";
ALTER TABLE "new_Credential" RENAME TO "Credential";
CREATE UNIQUE INDEX "Credential_digest_key" ON "Credential"("digest");
CREATE INDEX "Credential_customerId_idx" ON "Credential"("customerId");
CREATE UNIQUE INDEX "Credential_batchId_position_key" ON "Credential"("batchId", "position");
CREATE TABLE "new_LedgerIssuer" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "admin" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameHash" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "storesBatchLeaf" BOOLEAN NOT NULL DEFAULT true,
    "keyDelay" INTEGER NOT NULL DEFAULT 0,
    "batches" BIGINT NOT NULL DEFAULT 0,
    "leaves" BIGINT NOT NULL DEFAULT 0,
    "logRoot" TEXT,
    "registeredBlock" BIGINT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId")
);
INSERT INTO "new_LedgerIssuer" ("admin", "batches", "chainId", "issuerId", "leaves", "logRoot", "name", "nameHash", "registeredBlock", "status", "storesBatchLeaf") SELECT "admin", "batches", "chainId", "issuerId", "leaves", "logRoot", "name", "nameHash", "registeredBlock", "status", "storesBatchLeaf" FROM "LedgerIssuer";
DROP TABLE "LedgerIssuer";
ALTER TABLE "new_LedgerIssuer" RENAME TO "LedgerIssuer";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

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
