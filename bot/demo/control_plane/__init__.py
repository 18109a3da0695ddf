"""A local stand-in for Google Cloud's management interface, over the demo's real processes.

It speaks what gcloud speaks (Cloud Run v1, Cloud SQL admin, VPC connectors, Logging, Secret Manager): a service is one
of the product's processes, deploying a revision starts one, its logs are the processes' own.
"""
