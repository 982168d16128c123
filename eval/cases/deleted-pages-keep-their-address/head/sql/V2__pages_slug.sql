create unique index concurrently pages_slug_key on pages (site_id, slug);
