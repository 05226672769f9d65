-- AlterTable
ALTER TABLE "ImportRun" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'customers',
ADD COLUMN     "unchanged" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "ModelDay" ADD COLUMN     "outcomeSeq" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "CustomerOutcome" (
    "id" SERIAL NOT NULL,
    "customerId" TEXT NOT NULL,
    "importId" TEXT NOT NULL,
    "outcome" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CustomerOutcome_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "CustomerOutcome_customerId_importId_key" ON "CustomerOutcome"("customerId", "importId");

-- AddForeignKey
ALTER TABLE "CustomerOutcome" ADD CONSTRAINT "CustomerOutcome_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerOutcome" ADD CONSTRAINT "CustomerOutcome_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ImportRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
