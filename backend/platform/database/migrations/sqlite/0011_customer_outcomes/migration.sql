-- CreateTable
CREATE TABLE "CustomerOutcome" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customerId" TEXT NOT NULL,
    "importId" TEXT NOT NULL,
    "outcome" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "CustomerOutcome_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "CustomerOutcome_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ImportRun" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_ImportRun" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileHash" TEXT NOT NULL,
    "schemaId" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL DEFAULT 'customers',
    "unchanged" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "new_ImportRun" ("accepted", "createdAt", "createdBy", "encoding", "fileHash", "fileName", "id", "rejected", "rows", "schemaId", "source", "state") SELECT "accepted", "createdAt", "createdBy", "encoding", "fileHash", "fileName", "id", "rejected", "rows", "schemaId", "source", "state" FROM "ImportRun";
DROP TABLE "ImportRun";
ALTER TABLE "new_ImportRun" RENAME TO "ImportRun";
CREATE TABLE "new_ModelDay" (
    "scorecardHash" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "known" INTEGER NOT NULL,
    "tally" TEXT NOT NULL,
    "figures" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "measuredAt" DATETIME NOT NULL,
    "outcomeSeq" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("scorecardHash", "day")
);
INSERT INTO "new_ModelDay" ("day", "figures", "known", "level", "measuredAt", "rows", "scorecardHash", "tally") SELECT "day", "figures", "known", "level", "measuredAt", "rows", "scorecardHash", "tally" FROM "ModelDay";
DROP TABLE "ModelDay";
ALTER TABLE "new_ModelDay" RENAME TO "ModelDay";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "CustomerOutcome_customerId_importId_key" ON "CustomerOutcome"("customerId", "importId");
