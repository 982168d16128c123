locals {
  residency = "EU"
}

resource "google_bigquery_dataset" "events_eu" {
  dataset_id = "events_eu"
  location   = local.residency
}

resource "google_bigquery_dataset" "customers_eu" {
  dataset_id = "customers_eu"
  location   = "US"

  labels = {
    holds = "personal-data"
  }
}
