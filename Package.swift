// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

/// A room of Sources/: it may import the rooms it lists and those only.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies + [arguments], exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "metakd",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "CKernels", cSettings: strictC),
        .target(name: "CNIfTI", linkerSettings: [.linkedLibrary("nifti2"), .linkedLibrary("znz")]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
        .target(name: "CMalloc"),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "COpenBLAS", linkerSettings: [.linkedLibrary("openblas")]),

        room("Files"),
        room("Tensors"),
        room("Kernels", ["CKernels", "Tensors"]),
        room("Networks", ["Tensors"]),
        room("ModelFormat", ["Files", "Networks", "Tensors", crypto]),
        room("Training", ["CKernels", "Kernels", "Networks", "Tensors"]),
        room("Inference", ["CKernels", "Kernels", "ModelFormat", "Networks", "Tensors"]),
        room("Imaging", ["CNIfTI", "CPNG", "Files", "Tensors"]),
        room("Plotting", ["Imaging"]),
        room("Records", ["CZlib", "Files", "Imaging", "Tensors", grdb, yaml]),
        room("Evaluation", ["Imaging", "Tensors"]),
        room("Workflow", ["CMalloc", "CZlib", "Evaluation", "Files", "Imaging", "Inference", "Kernels", "ModelFormat", "Networks", "Records", "Tensors", crypto, grdb]),
        room("TrainingJobs", ["Evaluation", "Files", "Imaging", "Inference", "Kernels", "ModelFormat", "Networks", "Plotting", "Records", "Tensors", "Training",
                              "Workflow", grdb, yaml]),

        .target(
            name: "Serving",
            dependencies: ["Files", "Imaging", "Inference", "Kernels", "ModelFormat", "Networks", "Records", "Tensors", "Workflow",
                           crypto, httpClient, httpTypes, hummingbird, lifecycle, logging, nio, nioHTTP, nioHTTPTypes, nioPosix],
            resources: ["openapi.yaml", "page.css", "page.html", "page.js"].map { .embedInCode("Page/\($0)") }, swiftSettings: strict),

        room("Commands", ["Files", "Imaging", "Inference", "Tensors", "Workflow", arguments]),
        program("metakd-infer", ["Commands", "Files", "Imaging", "Inference", "ModelFormat", "Records", "Serving", "Workflow", logging], exclude: ["Cluster"]),
        program("metakd-train", ["Commands", "Evaluation", "Files", "Kernels", "ModelFormat", "Records", "Tensors", "TrainingJobs", "Workflow", logging]),
        program("metakd-bench", ["Commands", "Inference", "Kernels", "Tensors", "TrainingJobs", "Workflow"]),

        .target(name: "TestSupport", dependencies: ["ModelFormat", "Networks", "Tensors", "Training"], path: "Tests/TestSupport", swiftSettings: strict),
        tests("FilesTests", ["Files"]),
        tests("TensorsTests", ["Tensors"]),
        tests("KernelsTests", ["CKernels", "COpenBLAS", "Kernels", "Networks", "Tensors"]),
        tests("NetworksTests", ["Networks", "Tensors"]),
        tests("ModelFormatTests", ["Files", "ModelFormat", "Networks", "Tensors"]),
        tests("TrainingTests", ["Kernels", "ModelFormat", "Networks", "Tensors", "Training"]),
        tests("InferenceTests", ["Inference", "Kernels", "ModelFormat", "Networks", "Tensors", "Training"]),
        tests("ImagingTests", ["Files", "Imaging"]),
        tests("RecordsTests", ["Files", "Imaging", "Records", "Tensors", grdb]),
        tests("PlottingTests", ["Imaging", "Plotting"]),
        tests("EvaluationTests", ["Evaluation", "Imaging", "Tensors"]),
        tests("WorkflowTests", ["Imaging", "Inference", "Kernels", "ModelFormat", "Networks", "Tensors", "Workflow"]),
        tests("TrainingJobsTests", ["Kernels", "ModelFormat", "Networks", "Records", "Tensors", "TrainingJobs", "Workflow"]),
        tests("EndToEndTests", ["CZlib", "Evaluation", "Files", "Imaging", "Kernels", "ModelFormat", "Networks", "Records", "Tensors", "TrainingJobs", "Workflow", grdb, yaml]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)
