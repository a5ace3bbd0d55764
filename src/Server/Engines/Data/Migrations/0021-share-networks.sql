-- Share networks, their subnets, and the security services that they use. Written by Networks/ only.
CREATE TABLE security_services (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, type {name} NOT NULL, name {text}, description {text}, dns_ip {text}, server {text}, domain {text},
  user_name {text}, password {text}, ou {text}, default_ad_site {text}, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX security_services_by_project ON security_services (project_id, created_at, id);
CREATE INDEX security_services_by_age ON security_services (created_at, id);

CREATE TABLE share_networks (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, user_id {id} NOT NULL, name {text}, description {text}, status {name} NOT NULL,
  created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX share_networks_by_project ON share_networks (project_id, created_at, id);
CREATE INDEX share_networks_by_age ON share_networks (created_at, id);

CREATE TABLE share_network_subnets (
  id {id} PRIMARY KEY, share_network_id {id} NOT NULL, availability_zone {name}, neutron_net_id {name}, neutron_subnet_id {name}, metadata {json} NOT NULL,
  created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX share_network_subnets_by_network ON share_network_subnets (share_network_id);

CREATE TABLE share_network_security_services (
  share_network_id {id} NOT NULL, security_service_id {id} NOT NULL, created_at {moment} NOT NULL, PRIMARY KEY (share_network_id, security_service_id)
) {table};
CREATE INDEX share_network_security_services_by_service ON share_network_security_services (security_service_id);
CREATE INDEX share_instances_by_network ON share_instances (share_network_id);
