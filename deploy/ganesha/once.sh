# The index must exist before Ganesha starts; 'put' would empty one that is in use.
rados --pool cephfs_data stat ganesha-export-index || rados --pool cephfs_data create ganesha-export-index
# a: reads exports, keeps its clients' state; files are reached with each export's own key.
ceph auth get-or-create client.ganesha-a mon 'allow r' osd 'allow r pool=cephfs_data namespace="" object_prefix ganesha-export, allow rw pool=cephfs_data namespace="" object_prefix ganesha-export-index, allow rw pool=cephfs_data namespace=ganesha-grace' -o /etc/ceph/ceph.client.ganesha-a.keyring     # then copy it to a
# b: reads exports, keeps its clients' state; files are reached with each export's own key.
ceph auth get-or-create client.ganesha-b mon 'allow r' osd 'allow r pool=cephfs_data namespace="" object_prefix ganesha-export, allow rw pool=cephfs_data namespace="" object_prefix ganesha-export-index, allow rw pool=cephfs_data namespace=ganesha-grace' -o /etc/ceph/ceph.client.ganesha-b.keyring     # then copy it to b
# Members of the grace database; a machine that goes for good is removed with 'remove NAME', or the others wait for it.
ganesha-rados-grace --cephconf /etc/ceph/ceph.conf --pool cephfs_data --ns ganesha-grace add a b
