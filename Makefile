proto:
	$(PY) -m grpc_tools.protoc -I libs/contracts/src --python_out=libs/contracts/src --mypy_out=libs/contracts/src --grpc_python_out=libs/contracts/src --mypy_grpc_out=libs/contracts/src $$(find libs/contracts/src -name '*.proto' | sort)
