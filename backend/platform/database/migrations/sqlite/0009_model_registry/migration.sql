-- CreateTable
CREATE TABLE "ScorecardStep" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scorecardHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "role" TEXT,
    "shareBps" INTEGER NOT NULL DEFAULT 0,
    "actor" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '{}',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "ScorecardStep_scorecardHash_fkey" FOREIGN KEY ("scorecardHash") REFERENCES "Scorecard" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ModelChange" (
    "chainId" INTEGER NOT NULL,
    "issuerId" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "model" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "shareBps" INTEGER NOT NULL,
    "time" BIGINT NOT NULL,
    "blockNumber" BIGINT NOT NULL,
    "txHash" TEXT NOT NULL,

    PRIMARY KEY ("chainId", "issuerId", "sequence")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Score" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "customerId" TEXT NOT NULL,
    "scorecardHash" TEXT NOT NULL,
    "score" INTEGER NOT NULL,
    "grade" TEXT NOT NULL,
    "pdWad" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "points" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'champion',
    "inputs" BLOB,
    "isLatest" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Score_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Score_scorecardHash_fkey" FOREIGN KEY ("scorecardHash") REFERENCES "Scorecard" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Score" ("createdAt", "customerId", "grade", "id", "isLatest", "pdWad", "points", "reasons", "runId", "score", "scorecardHash") SELECT "createdAt", "customerId", "grade", "id", "isLatest", "pdWad", "points", "reasons", "runId", "score", "scorecardHash" FROM "Score";
DROP TABLE "Score";
ALTER TABLE "new_Score" RENAME TO "Score";
CREATE INDEX "Score_runId_customerId_idx" ON "Score"("runId", "customerId");
CREATE INDEX "Score_isLatest_grade_idx" ON "Score"("isLatest", "grade");
CREATE INDEX "Score_score_idx" ON "Score"("score");
CREATE INDEX "Score_grade_idx" ON "Score"("grade");
CREATE UNIQUE INDEX "Score_customerId_scorecardHash_runId_key" ON "Score"("customerId", "scorecardHash", "runId");
CREATE TABLE "new_Scorecard" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "validation" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "role" TEXT,
    "shareBps" INTEGER NOT NULL DEFAULT 0,
    "datasetHash" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "new_Scorecard" ("createdAt", "createdBy", "datasetHash", "document", "hash", "name", "rows", "state", "validation") SELECT "createdAt", "createdBy", "datasetHash", "document", "hash", "name", "rows", "state", "validation" FROM "Scorecard";
DROP TABLE "Scorecard";
ALTER TABLE "new_Scorecard" RENAME TO "Scorecard";
CREATE INDEX "Scorecard_createdAt_hash_idx" ON "Scorecard"("createdAt", "hash");
CREATE TABLE "new_ScorecardPromotion" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scorecardHash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "note" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'champion',
    "shareBps" INTEGER NOT NULL DEFAULT 0,
    "replaced" TEXT,
    "requestedBy" TEXT NOT NULL,
    "decidedBy" TEXT,
    "decisionNote" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" DATETIME,
    "recordedAt" DATETIME,
    "txHash" TEXT,
    "recordError" TEXT,
    CONSTRAINT "ScorecardPromotion_scorecardHash_fkey" FOREIGN KEY ("scorecardHash") REFERENCES "Scorecard" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_ScorecardPromotion" ("createdAt", "decidedAt", "decidedBy", "decisionNote", "id", "note", "replaced", "requestedBy", "scorecardHash", "state") SELECT "createdAt", "decidedAt", "decidedBy", "decisionNote", "id", "note", "replaced", "requestedBy", "scorecardHash", "state" FROM "ScorecardPromotion";
DROP TABLE "ScorecardPromotion";
ALTER TABLE "new_ScorecardPromotion" RENAME TO "ScorecardPromotion";
CREATE INDEX "ScorecardPromotion_state_createdAt_idx" ON "ScorecardPromotion"("state", "createdAt");
CREATE INDEX "ScorecardPromotion_scorecardHash_idx" ON "ScorecardPromotion"("scorecardHash");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "ScorecardStep_scorecardHash_createdAt_idx" ON "ScorecardStep"("scorecardHash", "createdAt");

-- CreateIndex
CREATE INDEX "ModelChange_model_idx" ON "ModelChange"("model");

-- What was in use stays in use, and everything else is where its life has taken it.
UPDATE "Scorecard" SET "role" = 'champion', "state" = 'live' WHERE "state" = 'champion';
UPDATE "Scorecard" SET "state" = 'draft' WHERE "state" = 'candidate';
UPDATE "ScorecardPromotion" SET "recordedAt" = "decidedAt" WHERE "state" = 'approved';
