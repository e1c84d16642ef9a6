type Names = ReadonlySet<unknown>;

/** The service asks for fewer requests. The first part is the list of the AWS SDKs. */
export const throttlingNames: Names = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
  // EC2
  "Client.RequestLimitExceeded",
  "EC2ThrottlingException",
]);

/** The service or the network failed; the request was fine. The first part is that of the AWS SDKs. */
export const transientNames: Names = new Set([
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeoutException",
  // EC2, which answers some of these with a status of 400
  "InternalError",
  "InternalFailure",
  "ServiceUnavailable",
  "Unavailable",
  // Our own timeout of an attempt
  "AttemptTimeoutError",
]);

/** There is no room for the request here: another type, zone or quota is needed, not another try. */
export const capacityNames: Names = new Set([
  "InsufficientAddressCapacity",
  "InsufficientCapacity",
  "InsufficientCapacityOnHost",
  "InsufficientCapacityOnOutpost",
  "InsufficientFreeAddressesInSubnet",
  "InsufficientHostCapacity",
  "InsufficientInstanceCapacity",
  "InsufficientReservedInstanceCapacity",
  "InsufficientVolumeCapacity",
  "InstanceLimitExceeded",
  "MaxSpotInstanceCountExceeded",
  "SpotMaxPriceTooLow",
  "UnfulfillableCapacity",
  "VcpuLimitExceeded",
]);

/** Who asks is unknown, expired or not allowed: the same credentials will be refused again. */
export const credentialNames: Names = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthFailure",
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "InvalidToken",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "OptInRequired",
  "SignatureDoesNotMatch",
  "TokenRefreshRequired",
  "UnauthorizedOperation",
  "UnrecognizedClientException",
]);

/** Our clock and theirs differ; the SDK learns the difference from the answer. */
export const clockSkewNames: Names = new Set([
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
]);

/** Names that mean clock skew when the message speaks of the signature's time. */
export const signatureNames: Names = new Set(["InvalidSignatureException", "SignatureDoesNotMatch"]);
