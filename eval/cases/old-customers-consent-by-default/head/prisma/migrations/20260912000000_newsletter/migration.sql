SET lock_timeout = '5s';
-- True only after the customer has confirmed by the link of the double opt-in mail (UWG, section 7).
ALTER TABLE "Customer" ADD COLUMN "newsletterConsent" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "Customer" ADD COLUMN "newsletterConfirmedAt" TIMESTAMPTZ;
