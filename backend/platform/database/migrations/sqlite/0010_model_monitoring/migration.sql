-- CreateTable
CREATE TABLE "ScorecardOrder" (
    "scorecardHash" TEXT NOT NULL PRIMARY KEY,
    "request" TEXT NOT NULL,
    "readAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ModelDay" (
    "scorecardHash" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "known" INTEGER NOT NULL,
    "tally" TEXT NOT NULL,
    "figures" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "measuredAt" DATETIME NOT NULL,

    PRIMARY KEY ("scorecardHash", "day")
);

-- CreateTable
CREATE TABLE "ModelAlert" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scorecardHash" TEXT NOT NULL,
    "figure" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "shift" REAL NOT NULL,
    "raisedOn" TEXT NOT NULL,
    "worsenedOn" TEXT,
    "resolvedOn" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "ModelRefit" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "jobId" TEXT NOT NULL,
    "scorecardHash" TEXT NOT NULL,
    "candidateHash" TEXT,
    "cause" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "fault" TEXT,
    "comparison" TEXT,
    "requestedBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedBy" TEXT,
    "decisionNote" TEXT NOT NULL DEFAULT '',
    "decidedAt" DATETIME,
    "promotionId" TEXT
);

-- CreateIndex
CREATE INDEX "ModelAlert_scorecardHash_resolvedOn_idx" ON "ModelAlert"("scorecardHash", "resolvedOn");

-- CreateIndex
CREATE INDEX "ModelAlert_createdAt_id_idx" ON "ModelAlert"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ModelRefit_jobId_key" ON "ModelRefit"("jobId");

-- CreateIndex
CREATE INDEX "ModelRefit_createdAt_id_idx" ON "ModelRefit"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ModelRefit_scorecardHash_createdAt_idx" ON "ModelRefit"("scorecardHash", "createdAt");

-- CreateIndex
CREATE INDEX "Score_scorecardHash_createdAt_idx" ON "Score"("scorecardHash", "createdAt");
