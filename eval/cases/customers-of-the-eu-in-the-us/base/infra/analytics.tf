locals {
  residency = "EU"
}

resource "google_bigquery_dataset" "events_eu" {
  dataset_id = "events_eu"
  location   = local.residency
}
