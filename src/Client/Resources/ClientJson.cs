namespace Abaca.Client;

/// <summary>GET /v2/.</summary>
sealed record VersionsDocument(IReadOnlyList<VersionEntry>? Versions);
sealed record VersionEntry(string? Id, string? Version, string? MinVersion);

sealed record ShareDocument(Share Share);
sealed record SharesDocument(IReadOnlyList<Share> Shares) : PageDocument;
sealed record ExportLocationsDocument(IReadOnlyList<ExportLocation> ExportLocations);
sealed record SnapshotDocument(Snapshot Snapshot);
sealed record SnapshotsDocument(IReadOnlyList<Snapshot> Snapshots) : PageDocument;
sealed record ShareGroupDocument(ShareGroup ShareGroup);
sealed record ShareGroupsDocument(IReadOnlyList<ShareGroup> ShareGroups) : PageDocument;
sealed record ShareGroupSnapshotDocument(ShareGroupSnapshot ShareGroupSnapshot);
sealed record ShareGroupSnapshotsDocument(IReadOnlyList<ShareGroupSnapshot> ShareGroupSnapshots) : PageDocument;
sealed record ShareGroupTypeDocument(ShareGroupType ShareGroupType);
sealed record ShareGroupTypesDocument(IReadOnlyList<ShareGroupType> ShareGroupTypes);
sealed record ShareReplicaDocument(ShareReplica ShareReplica);
sealed record ShareReplicasDocument(IReadOnlyList<ShareReplica> ShareReplicas) : PageDocument;
sealed record AccessDocument(AccessRule Access);
sealed record AccessListDocument(IReadOnlyList<AccessRule> AccessList);
sealed record ShareTypeDocument(ShareType ShareType);
sealed record ShareTypesDocument(IReadOnlyList<ShareType> ShareTypes);
sealed record TypeProjectsDocument(IReadOnlyList<TypeProject> ShareTypeAccess);
sealed record TypeProject(string ProjectId);
sealed record QuotaDocument(Dictionary<string, JsonElement> QuotaSet);
sealed record ServicesDocument(IReadOnlyList<ServiceEntry> Services);
sealed record PoolsDocument(IReadOnlyList<Pool> Pools);
sealed record MessageDocument(UserMessage Message);
sealed record MessagesDocument(IReadOnlyList<UserMessage> Messages) : PageDocument;
sealed record ZonesDocument(IReadOnlyList<AvailabilityZone> AvailabilityZones);
sealed record LimitsDocument(LimitNumbers Limits);
sealed record LimitNumbers(Dictionary<string, long> Absolute);
sealed record OperationDocument(Operation Operation, IReadOnlyList<OperationEvent>? Events);
sealed record OperationsDocument(IReadOnlyList<Operation> Operations) : PageDocument;
sealed record DifferencesDocument(IReadOnlyList<Difference> Differences);
sealed record ReconcileDocument(ReconcilePlan Reconcile);
sealed record UserDocument(IdentityUser User);
sealed record UsersDocument(IReadOnlyList<IdentityUser> Users);
sealed record ProjectDocument(IdentityProject Project);
sealed record AllProjectsDocument(IReadOnlyList<IdentityProject> Projects);
sealed record RoleDocument(IdentityRole Role);
sealed record RolesDocument(IReadOnlyList<IdentityRole> Roles);
sealed record CredentialDocument(AppCredential ApplicationCredential);
sealed record CredentialsDocument(IReadOnlyList<AppCredential> ApplicationCredentials);
sealed record AssignmentsDocument(IReadOnlyList<AssignmentEntry> RoleAssignments);
sealed record AssignmentEntry(NamedEntry Role, NamedEntry User, AssignmentScope Scope);
sealed record AssignmentScope(NamedEntry? Project, NamedEntry? Domain);
sealed record NamedEntry(string Id, string? Name);
sealed record CatalogEntryDocument(CatalogEntry Service);
sealed record CatalogEntriesDocument(IReadOnlyList<CatalogEntry> Services);
sealed record PublishedEndpointsDocument(IReadOnlyList<PublishedEndpoint> Endpoints);

/// <summary>Every type that crosses the wire, with its reader and writer made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(ProjectsDocument))]
[JsonSerializable(typeof(VersionsDocument))]
[JsonSerializable(typeof(ShareDocument))]
[JsonSerializable(typeof(SharesDocument))]
[JsonSerializable(typeof(ExportLocationsDocument))]
[JsonSerializable(typeof(SnapshotDocument))]
[JsonSerializable(typeof(SnapshotsDocument))]
[JsonSerializable(typeof(ShareGroupDocument))]
[JsonSerializable(typeof(ShareGroupsDocument))]
[JsonSerializable(typeof(ShareGroupSnapshotDocument))]
[JsonSerializable(typeof(ShareGroupSnapshotsDocument))]
[JsonSerializable(typeof(ShareGroupTypeDocument))]
[JsonSerializable(typeof(ShareGroupTypesDocument))]
[JsonSerializable(typeof(ShareReplicaDocument))]
[JsonSerializable(typeof(ShareReplicasDocument))]
[JsonSerializable(typeof(AccessDocument))]
[JsonSerializable(typeof(AccessListDocument))]
[JsonSerializable(typeof(ShareTypeDocument))]
[JsonSerializable(typeof(ShareTypesDocument))]
[JsonSerializable(typeof(TypeProjectsDocument))]
[JsonSerializable(typeof(QuotaDocument))]
[JsonSerializable(typeof(ServicesDocument))]
[JsonSerializable(typeof(PoolsDocument))]
[JsonSerializable(typeof(MessageDocument))]
[JsonSerializable(typeof(MessagesDocument))]
[JsonSerializable(typeof(ZonesDocument))]
[JsonSerializable(typeof(LimitsDocument))]
[JsonSerializable(typeof(OperationDocument))]
[JsonSerializable(typeof(OperationsDocument))]
[JsonSerializable(typeof(DifferencesDocument))]
[JsonSerializable(typeof(ReconcileDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UsersDocument))]
[JsonSerializable(typeof(ProjectDocument))]
[JsonSerializable(typeof(AllProjectsDocument))]
[JsonSerializable(typeof(RoleDocument))]
[JsonSerializable(typeof(RolesDocument))]
[JsonSerializable(typeof(CredentialDocument))]
[JsonSerializable(typeof(CredentialsDocument))]
[JsonSerializable(typeof(AssignmentsDocument))]
[JsonSerializable(typeof(CatalogEntryDocument))]
[JsonSerializable(typeof(CatalogEntriesDocument))]
[JsonSerializable(typeof(PublishedEndpointsDocument))]
sealed partial class WireJson : JsonSerializerContext;

/// <summary>The resources as JSON under the API's own names, for programs that print or keep them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Share))]
[JsonSerializable(typeof(ExportLocation))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(ShareGroup))]
[JsonSerializable(typeof(ShareGroupSnapshot))]
[JsonSerializable(typeof(ShareGroupType))]
[JsonSerializable(typeof(ShareReplica))]
[JsonSerializable(typeof(AccessRule))]
[JsonSerializable(typeof(ShareType))]
[JsonSerializable(typeof(Quota))]
[JsonSerializable(typeof(ServiceEntry))]
[JsonSerializable(typeof(Pool))]
[JsonSerializable(typeof(UserMessage))]
[JsonSerializable(typeof(AvailabilityZone))]
[JsonSerializable(typeof(Operation))]
[JsonSerializable(typeof(Difference))]
[JsonSerializable(typeof(PlannedItem))]
[JsonSerializable(typeof(IdentityUser))]
[JsonSerializable(typeof(IdentityProject))]
[JsonSerializable(typeof(IdentityRole))]
[JsonSerializable(typeof(AppCredential))]
[JsonSerializable(typeof(Grant))]
public sealed partial class ClientJson : JsonSerializerContext;
