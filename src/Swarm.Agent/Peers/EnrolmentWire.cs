using Google.Protobuf;
using Swarm.Agent.Identity;
using Swarm.Protocol.V1;

namespace Swarm.Agent.Peers;

/// <summary>Enrolments between what they are and their messages.</summary>
internal static class EnrolmentWire
{
    internal static EnrolRequest Write(EnrolmentRequest request) => new()
    {
        Agent = request.Name,
        Request = ByteString.CopyFrom(request.Request),
        DelegationRequest = ByteString.CopyFrom(request.DelegationRequest ?? []),
    };

    internal static EnrolmentRequest Read(EnrolRequest wire) => new(
        wire.Agent,
        wire.Request.ToByteArray(),
        wire.DelegationRequest.IsEmpty ? null : wire.DelegationRequest.ToByteArray());

    internal static EnrolReply Write(Enrolled enrolled) => new()
    {
        Certificates = enrolled.Certificates,
        Delegation = enrolled.Delegation ?? "",
        Trust = new TrustList { Text = enrolled.Trust },
    };

    internal static Enrolled Read(EnrolReply wire) => new(
        wire.Certificates, wire.Delegation.Length == 0 ? null : wire.Delegation, wire.Trust?.Text ?? "");
}
