ALTER TABLE "device_logs" DROP COLUMN "administration_basis";
