SELECT "email" FROM "Customer" WHERE "newsletterConsent";
